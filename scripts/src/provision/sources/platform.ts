/** Such as "linux-x64", in Node's words. */
export const platform = `${process.platform}-${process.arch}`;

/** Go's name for the processor. */
export const goArch = process.arch === 'x64' ? 'amd64' : process.arch;
