import { isAxiosError } from "axios";
import type { ActionConfirmation, FieldError } from "@/types/ActionConfirmation";

/** Why a call failed, for a person. */
export interface Failure {
  /** The HTTP status; 0 if no answer came. */
  status: number;
  message: string;
  /** The error code of `/api/token`. */
  code?: string;
  /** Errors of single fields, if any. */
  errors: FieldError[];
}

/** `/api/token` reports errors as OAuth does. */
interface OAuthFailure {
  error: string;
  error_description: string;
}

/** The failure of a rejected call. Anything else that was thrown is a bug here, and rethrown. */
export function failure(thrown: unknown): Failure {
  if (!isAxiosError<Partial<ActionConfirmation & OAuthFailure>>(thrown)) throw thrown;
  const { status = 0, data } = thrown.response ?? {};
  const message = data?.Message ?? data?.error_description ?? "We can’t be reached just now. Try again in a moment.";
  return { status, message, code: data?.error, errors: data?.Errors ?? [] };
}
