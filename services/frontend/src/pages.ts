/**
 * Paths of the web app's own pages. The server answers the page for these alone; the browser's router mounts the
 * same list. `:name` is a parameter in both routers.
 */
export const PAGES = {
  gallery: '/',
  image: '/images/:id',
  upload: '/upload',
  signUp: '/signup',
  logIn: '/login',
  account: '/account',
} as const;
