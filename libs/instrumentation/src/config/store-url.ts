/**
 * The address of a store with the password in it. The password is a separate variable, not encoded: an address in which
 * Compose filled it in would mean another host or path where it contains `/`, `#`, `?`, `@` or `%`. Without one, the address as it is.
 */
export const withPassword = (address: string, password: string | undefined): string => {
  if (password === undefined) return address;
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  return url.href;
};
