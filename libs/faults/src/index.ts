export { faultOf, onFault, switchFaults } from './active-faults';
export type { ActiveFault, FaultSetting } from './active-faults';
export { FaultsModule } from './faults.module';
export { FlagFile } from './flag-file';
