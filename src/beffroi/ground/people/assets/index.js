import "./passkeys.js";
