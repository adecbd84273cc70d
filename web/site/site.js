// The little script. Pages are whole without it; each module looks for what it serves and leaves the rest alone.
import { startLive } from './live.js';

startLive();
