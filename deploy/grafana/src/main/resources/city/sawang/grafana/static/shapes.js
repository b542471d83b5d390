// A state has a shape, not only a colour: the sign that its words begin with, e.g. "✕ Dark, should be lit". Here the signs become points of a map.
const SIGNS = {'●': disc, '○': ring, '✕': cross, '▲': triangle, '◆': diamond, '◇': hollowDiamond};

// The sign of a state in words, or none.
export const signOf = text => (Object.hasOwn(SIGNS, [...String(text)][0]) ? [...String(text)][0] : '');

function path(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

function disc(context, x, y, r) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

function ring(context, x, y, r, tint) {
  context.beginPath();
  context.arc(x, y, r * 0.8, 0, 2 * Math.PI);
  outlined(context, tint, r * 0.4);
}

function triangle(context, x, y, r) {
  path(context, [[x, y - r * 1.15], [x + r * 1.1, y + r * 0.85], [x - r * 1.1, y + r * 0.85]]);
  context.fill();
  context.stroke();
}

const corners = (x, y, r) => [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];

function diamond(context, x, y, r) {
  path(context, corners(x, y, r * 1.2));
  context.fill();
  context.stroke();
}

function hollowDiamond(context, x, y, r, tint) {
  path(context, corners(x, y, r));
  outlined(context, tint, r * 0.4);
}

function cross(context, x, y, r, tint) {
  const arm = r * 0.95;
  context.lineCap = 'round';
  for (const [width, colour] of [[r * 0.95, 'rgba(0,0,0,.65)'], [r * 0.6, tint]]) {
    context.beginPath();
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function outlined(context, tint, width) {
  for (const [more, colour] of [[2, 'rgba(0,0,0,.6)'], [0, tint]]) {
    context.lineWidth = width + more;
    context.strokeStyle = colour;
    context.stroke();
  }
}

// A point of Leaflet's canvas with that shape; everything else, such as where it can be clicked, is that of a circle.
export function shapeMarker(at, options) {
  const Shape = L.CircleMarker.extend({
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const context = renderer._ctx;
      context.save();
      context.fillStyle = this.options.fillColor;
      context.strokeStyle = 'rgba(0,0,0,.55)';
      context.lineWidth = 1;
      SIGNS[this.options.sign](context, this._point.x, this._point.y, Math.max(Math.round(this._radius), 1), this.options.fillColor);
      context.restore();
    },
  });
  return new Shape(at, options);
}
