/** Rekey's base URL: all that a portal changes to move here. */
export const rekeyUrl: string = import.meta.env.VITE_REKEY_URL;

/** The location that this portal belongs to; it decides the mail's brand and the rules for passwords. */
export const business = { Id: Number(import.meta.env.VITE_BUSINESS_ID) };
