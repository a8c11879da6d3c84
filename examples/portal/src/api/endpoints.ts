/** Paths of the API. */
export default {
  system: {
    auth: {
      /** Exchanges a one-time JWT for a bearer token. */
      login: (jwt: string) => `/api/sys/users/exchange?token=${encodeURIComponent(jwt)}`,
      /** Signs in by password, and renews a session. */
      token: "/api/token",
    },
    users: {
      startPasswordReset: "/api/sys/users/startPasswordReset",
      completePasswordReset: "/api/sys/users/completePasswordReset",
      /** Mails a magic link, and a code. */
      sendOtp: (email: string, businessId: number) =>
        `/api/sys/users/sendOtp?email=${encodeURIComponent(email)}&businessId=${businessId}`,
    },
  },
};
