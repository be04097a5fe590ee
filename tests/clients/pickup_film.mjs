// A film of somebody who holds a QR code before the camera, for Chromium's fake one.
import { writeFile } from 'node:fs/promises';

const wide = 640;
const high = 480;

/** Writes a film (YUV4MPEG2, a few frames that are shown again and again) of the SVG; answers its path. */
export async function film(browser, svg, path) {
  const page = await browser.newPage();
  const gray = await page.evaluate(async ([drawing, width, height]) => {
    const image = new Image();
    image.src = `data:image/svg+xml;base64,${btoa(drawing)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.fillStyle = '#d9d2c4'; // a hand, a table: not as white as the paper
    context.fillRect(0, 0, width, height);
    context.translate(width / 2, height / 2);
    context.rotate(0.12); // nobody holds it straight
    context.drawImage(image, -165, -165, 330, 330);
    const { data } = context.getImageData(0, 0, width, height);
    return Array.from({ length: width * height }, (_, at) => Math.round(0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]));
  }, [svg, wide, high]);
  await page.close();
  const colours = Buffer.alloc((wide * high) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(gray), colours]);
  await writeFile(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${wide} H${high} F10:1 Ip A1:1 C420jpeg\n`), frame, frame, frame]));
  return path;
}
