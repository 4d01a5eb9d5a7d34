/** Whether the recorded run is built in (tests, and looking at the page in a browser). */
declare const __REPLAY__: boolean;
