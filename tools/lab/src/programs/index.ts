export { programOf, PROGRAMS } from './catalogue.ts';
export { ensurePrograms, previewPrograms, type EnsureOptions, type EnsureResult } from './ensure.ts';
export { resolveProgram } from './resolve.ts';
export { ensureSchemathesis } from './schemathesis.ts';
export type { Place } from './machine.ts';
export { whyMissing } from './provision-plan.ts';
export type { ProvisionPlan } from './provision-plan.ts';
export type { FoundProgram, MissingProgram, Program, ProgramName } from './program.ts';
