import { DomainError, type OrderStatus } from '@lab/contracts';

export class OrderNotFound extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'orders.not_found';

  constructor(orderId: string) {
    super(`there is no order ${orderId}`, { orderId });
  }
}

export class IdempotencyKeyReused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'orders.idempotency_key_reused';
  override readonly errors = [{ field: 'Idempotency-Key', message: 'was used before, for another order' }];

  constructor(orderId: string) {
    super('this idempotency key was used before, for another order', { orderId });
  }
}

export class OrderNotCancellable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'orders.not_cancellable';

  constructor(orderId: string, status: OrderStatus) {
    super(`order ${orderId} is ${status}, which is final`, { orderId, status });
  }
}

export class OrderCompleted extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'orders.completed';

  constructor(orderId: string, completedAt: string) {
    super(`order ${orderId} was completed at ${completedAt} and can no longer be cancelled`, {
      orderId,
      completedAt,
    });
  }
}
