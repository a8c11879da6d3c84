/** The envelope of every answer under `/api/sys/users`, except that of `exchange`. */
export interface ActionConfirmation {
  WasSuccessful: boolean;
  Value: string | null;
  Status: number;
  Message: string | null;
  Errors: FieldError[] | null;
}

/** What is wrong with a field. */
export interface FieldError {
  PropertyName: string;
  Message: string;
  Code: string;
}
