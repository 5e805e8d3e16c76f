/** How a format writes what stands on a line; what that is, log-record.ts decides for all of them. */
export interface Encoding {
  /** Before the first key. */
  readonly open: string;
  /** Between a value and the next key. */
  readonly separator: string;
  /** Between a key and its value. */
  readonly assign: string;
  /** After the last value; its newline is the only one of the line. */
  readonly close: string;
  /** On both sides of a text that is nothing but letters, digits, `-`, `.` and `:`. */
  readonly quote: string;
  /** A text as the value of a field. Numbers, booleans and null are written the same in all formats. */
  text(this: void, value: string): string;
}
