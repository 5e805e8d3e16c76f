import { faultOf } from '@lab/faults';

/** Whether everybody who asks now reads the catalogue for himself: it has a short life, and its end is the same for all. */
export const isReadByEach = (readAt: number | undefined): boolean => {
  const fault = faultOf('cache-stampede');
  return fault !== undefined && (readAt === undefined || performance.now() - readAt >= fault.amount);
};
