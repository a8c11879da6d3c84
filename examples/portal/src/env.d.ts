interface ImportMetaEnv {
  readonly VITE_REKEY_URL: string;
  readonly VITE_BUSINESS_ID: string;
}
