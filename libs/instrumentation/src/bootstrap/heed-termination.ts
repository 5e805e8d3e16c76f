// A separate module, because imports load before the first statement of the importing module.
import { heedTermination } from './termination';

heedTermination();
