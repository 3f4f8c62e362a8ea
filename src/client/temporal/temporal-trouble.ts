import { isGrpcServiceError } from '@temporalio/client';

/**
 * Why nothing can be read just now: nobody answers at Temporal's address, or Temporal answers but no worker does.
 */
export type Trouble = 'unreachable' | 'no-worker';

const GRPC = {
  cancelled: 1,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
} as const;

/** The gRPC status code of an error or of what caused it. */
export function grpcCodeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCodeOf(error.cause) : undefined;
}

/** Trouble that may pass by itself, told by gRPC status codes alone; undefined for anything else. */
export function troubleOf(error: unknown, call: 'server' | 'worker'): Trouble | undefined {
  switch (grpcCodeOf(error)) {
    case GRPC.unavailable:
    case GRPC.resourceExhausted:
      return 'unreachable';
    case GRPC.deadlineExceeded:
    case GRPC.cancelled:
      return call === 'worker' ? 'no-worker' : 'unreachable';
    case GRPC.failedPrecondition:
      return call === 'worker' ? 'no-worker' : undefined;
    default:
      return undefined;
  }
}
