import type { QueryResultRow } from 'pg';

/** A prepared statement: parsed and planned once per connection. Two texts must never share a name. */
export interface Statement {
  readonly name: string;
  /** `INSERT orders`: how a trace calls it. */
  readonly summary: string;
  readonly text: string;
}

export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}
