export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
/** A label and a line that would be markup if anything made markup of them. */
export const HOSTILE = '<img src=x onerror=alert(1)>';
export const HOSTILE_LINE = '<script>alert(2)</script> stock reserved';
