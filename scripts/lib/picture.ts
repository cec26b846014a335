import { crc32, deflateSync } from 'node:zlib';

const SIZE = 96;
/** Samples along each side of a pixel: smooth edges. */
const SAMPLES = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

type Color = readonly [red: number, green: number, blue: number];
/** Is the point, in units of the picture's side, part of the shape? */
type Shape = (x: number, y: number) => boolean;

interface Logo {
  readonly background: Color;
  readonly shape: Shape;
}

/** A round key: what pmcpbillmgr sells. */
export const KEY_LOGO: Logo = {
  background: [0x2f, 0x6f, 0xb7],
  shape: (x, y) =>
    ring(x, y, 0.34, 0.5, 0.17, 0.085) ||
    box(x, y, 0.49, 0.455, 0.86, 0.545) ||
    box(x, y, 0.66, 0.545, 0.735, 0.66) ||
    box(x, y, 0.785, 0.545, 0.86, 0.62),
};

/** A stack of three drives: what pmcpispmgr sells. */
export const STORAGE_LOGO: Logo = {
  background: [0x2e, 0x8b, 0x6f],
  shape: (x, y) =>
    [0.22, 0.42, 0.62].some(
      top => box(x, y, 0.2, top, 0.8, top + 0.16) && !ring(x, y, 0.7, top + 0.08, 0.035, 0),
    ),
};

/** A white shape on a square with round corners, as a 96x96 PNG. The same bytes each time. */
export function drawLogo(logo: Logo): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < SIZE; y++) rows.push(drawRow(logo, y));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  // eight bits a channel, color type 6: red, green, blue, opacity
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One line of pixels behind its filter byte (0: none). */
function drawRow(logo: Logo, y: number): Buffer {
  const row = Buffer.alloc(1 + SIZE * 4);
  for (let x = 0; x < SIZE; x++) {
    const light = coverage(logo.shape, x, y);
    const channels = logo.background.map(channel => Math.round(channel + (255 - channel) * light));
    row.set([...channels, Math.round(255 * coverage(plate, x, y))], 1 + x * 4);
  }
  return row;
}

/** Which part of a pixel lies in the shape, 0 to 1. */
function coverage(shape: Shape, x: number, y: number): number {
  let inside = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      if (shape((x + (i + 0.5) / SAMPLES) / SIZE, (y + (j + 0.5) / SAMPLES) / SIZE)) inside++;
    }
  }
  return inside / SAMPLES ** 2;
}

function plate(x: number, y: number): boolean {
  const radius = 0.16;
  const dx = Math.max(radius - x, x - (1 - radius), 0);
  const dy = Math.max(radius - y, y - (1 - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

function ring(x: number, y: number, cx: number, cy: number, outer: number, inner: number): boolean {
  const distance = Math.hypot(x - cx, y - cy);
  return distance <= outer && distance >= inner;
}

function box(
  x: number,
  y: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), framed.length - 4);
  return framed;
}
