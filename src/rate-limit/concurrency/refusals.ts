import { UNAVAILABLE } from '../../database/is-database-unavailable.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { Refusal } from '../../shared/errors/refusal.js';

/** The client has reached its limit of running and waiting operations. */
export class TooManyOperations extends Refusal {
  constructor() {
    super(
      'You have reached the limit of running and waiting operations of one client. Wait for some to end.',
      {
        extensions: {
          code: ErrorCode.TOO_MANY_OPERATIONS,
          http: { status: 429, headers: new Map([['retry-after', '1']]) },
        },
      },
    );
  }
}

/** The client's operations wait for the database, and this one has waited too long for them. */
export class OperationsDelayed extends Refusal {
  constructor() {
    super(UNAVAILABLE, {
      extensions: {
        code: ErrorCode.SERVICE_UNAVAILABLE,
        http: { status: 503, headers: new Map([['retry-after', '1']]) },
      },
    });
  }
}

/** The client disconnected or completed its operation before the response. */
export class ClientLeft extends Refusal {
  constructor() {
    super('The client disconnected before the response.', { extensions: { code: ErrorCode.BAD_REQUEST } });
  }
}
