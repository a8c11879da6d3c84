/** Rekey's base URL. It is all that a portal has to change to use Rekey. */
export const rekeyUrl: string = import.meta.env.VITE_REKEY_URL;

/** The location that this portal belongs to; it determines the mail's brand and the password rules. */
export const business = { Id: Number(import.meta.env.VITE_BUSINESS_ID) };
