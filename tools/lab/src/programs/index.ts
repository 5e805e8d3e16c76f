export { programOf, PROGRAMS } from './catalogue.ts';
export { ensurePrograms, previewPrograms } from './ensure.ts';
export { resolveProgram } from './resolve.ts';
export { ensurePythonPackage, type PythonPackage } from './python-package.ts';
export { whyMissing } from './provision-plan.ts';
export type { ProvisionPlan } from './provision-plan.ts';
export type { FoundProgram, MissingProgram, ProgramName } from './program.ts';
