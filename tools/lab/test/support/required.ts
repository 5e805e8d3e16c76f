/** The address of a real store; without it an integration test cannot mean anything, so it fails. */
export const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`set ${name}: integration tests run against the real thing`);
  return value;
};
