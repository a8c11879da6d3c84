import axios from "axios";
import { rekeyUrl } from "@/config";

/** Calls the API. Rejects on every status but 2xx; see `failure`. */
export default axios.create({ baseURL: rekeyUrl, timeout: 20_000 });
