import type { CommandError, ErrorCode } from './generated';

function isCommandError(error: unknown): error is CommandError {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}

/** The code of an error that came over the bridge; anything else is a fault of the program. */
export function codeOf(error: unknown): ErrorCode {
  return isCommandError(error) ? error.code : 'internal';
}

/** What an error says, for the helpdesk. */
export function detailOf(error: unknown): string {
  if (isCommandError(error)) return `${error.code}: ${error.detail}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
