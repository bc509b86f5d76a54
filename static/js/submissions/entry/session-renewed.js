// Tells the desks in other tabs that somebody signed in again.

import { channel } from "../../session.js";

channel?.postMessage("signed-in");
