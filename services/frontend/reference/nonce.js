// Scalar (1.76) gives the nonce to its own sheet of styles, but makes those of the theme without one.
const { nonce } = document.querySelector('meta[property="csp-nonce"]');
const createElement = document.createElement;
document.createElement = function (name, options) {
  const element = createElement.call(this, name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
