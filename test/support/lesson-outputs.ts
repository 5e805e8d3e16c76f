/** What the commands of each lesson print, so that the reader sees what the lesson is about. */
export const OUTPUTS: Readonly<Record<string, readonly RegExp[]>> = {
  // The clients' failures, and a counter that has none of them.
  sli: [/failed|refused|EOF|reset/i, /"status":"202"/],
  'error-budget': [/placing-orders-availability +99\.9% +-[\d.]+%.* freeze/, /exit code 1: no deploy/],
  'burn-rate': [/"sloth_window":"20s"/, /"sloth_window":"4m"/, /"sloth_window":"24m"/],
  'page-or-ticket': [/placing-orders-availability .*page/, /open +page/, /"severity":"page"/],
  incident: [
    /settling-latency .*page/,
    /inventory +paused/,
    /✓ held/,
    /mitigated .*resumed inventory/,
    /note .*no order was lost/,
  ],
  postmortem: [/postmortem\.md/, /postmortem\.html/, /^# /m],
  orr: [/CHECK +VERDICT +EVIDENCE/, /backup and restore +held/, /ready|not judged/],
  capacity: [/CLIENTS +ORDERS\/S +BY THE LAW/, /^carries /m, /^limit|^law /m],
};
