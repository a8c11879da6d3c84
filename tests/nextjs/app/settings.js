/** Of the app's clients: read when a request comes, because the test's server has another address each time. */
export const settings = () => ({ baseUrl: process.env.REKEY_URL, anonKey: "anon" });
