import axios from "axios";
import { rekeyUrl } from "@/config";

/** The member's time zone, as the published portal tells it with each call. */
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Calls the API. Rejects on every status but 2xx; see `failure`. */
export default axios.create({ baseURL: rekeyUrl, timeout: 20_000, headers: { "X-Use-Timezone": timezone } });
