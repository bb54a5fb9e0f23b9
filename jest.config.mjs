/** Types are checked by `tsc`; here swc only strips them. One pair of embedded engines serves the whole run. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['test', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  globalSetup: '<rootDir>/test/engines.setup.ts',
  globalTeardown: '<rootDir>/test/engines.teardown.ts',
  maxWorkers: 2,
  // Long enough for any of them on a busy machine: it ends what hangs and asserts nothing.
  testTimeout: 300_000,
};
