// A module of its own: imports are loaded before the first statement of the one that has them.
import { heedTermination } from './termination';

heedTermination();
