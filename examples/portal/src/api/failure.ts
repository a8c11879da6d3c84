import { isAxiosError } from "axios";
import type { ActionConfirmation, FieldError } from "@/types/ActionConfirmation";

/** Why a call failed, for a person. */
export interface Failure {
  /** The HTTP status; 0 if no answer came. */
  status: number;
  message: string;
  /** What `/api/token` calls it. */
  code?: string;
  /** What is wrong with fields; empty if it is none of them. */
  errors: FieldError[];
}

/** `/api/token` says it as OAuth does. */
interface OAuthFailure {
  error: string;
  error_description: string;
}

/** What a rejected call says. Anything else that was thrown is a mistake of ours, and thrown again. */
export function failure(thrown: unknown): Failure {
  if (!isAxiosError<Partial<ActionConfirmation & OAuthFailure>>(thrown)) throw thrown;
  const { status = 0, data } = thrown.response ?? {};
  const message = data?.Message ?? data?.error_description ?? "We can’t be reached just now. Try again in a moment.";
  return { status, message, code: data?.error, errors: data?.Errors ?? [] };
}
