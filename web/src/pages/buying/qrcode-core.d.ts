/** The part of the library that works out the squares; its drawing and its Node part are not needed. */
declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode'
}
