Scalar.createApiReference('#reference', {
  url: '/api/openapi.json',
  // Nothing comes from elsewhere and nothing goes there: no fonts, no proxy, no figures, no assistant.
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'token' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
});
