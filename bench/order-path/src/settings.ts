/** Of the environment, named as the lab's services name theirs. */
export const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this by lab bench`);
  return value;
};

export const listenAddress = (): { host: string; port: number } => {
  const url = new URL(`http://${required('LISTEN')}`);
  return { host: url.hostname, port: Number(url.port) };
};
