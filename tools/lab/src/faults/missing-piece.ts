import type { StoreUrls } from '../stores/addresses.ts';
import { giveBackPiece, isPieceMissing, takePiece } from '../stores/missing-piece.ts';
import type { Fault } from './fault.ts';

/** One piece of stock is lost: initial ≠ available + reserved + sold, until it is given back. Orders go on as before. */
export const pieceMissing = ({ redis }: Pick<StoreUrls, 'redis'>): Fault => ({
  what: 'a piece of stock missing',
  begin: () => takePiece(redis),
  isActive: () => isPieceMissing(redis),
  end: async () => {
    await giveBackPiece(redis);
  },
});
