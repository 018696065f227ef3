import { html } from '../theme/dom'
import { brightAlpha, dimAlpha, fitCanvas, type Renderer, type Scene } from './scene'

/** One draw call for the points that stand back and one for the others. Nothing where the browser has no WebGL2. */
export function createWebglRenderer(): Renderer | undefined {
  const canvas = html('canvas', { 'aria-hidden': 'true' })
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, powerPreference: 'low-power' })
  const program = gl && programOf(gl)
  if (!gl || !program) return undefined
  const send = createSender(gl, program)
  const uniforms = Object.fromEntries(['size', 'ratio', 'radius', 'alpha'].map((name) => [name, gl.getUniformLocation(program, name)]))
  gl.useProgram(program)
  gl.enable(gl.BLEND)
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
  return {
    kind: 'webgl2',
    canvas,
    draw(scene) {
      const ratio = fitCanvas(canvas, scene.size)
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.clearColor(0, 0, 0, 0)
      gl.clear(gl.COLOR_BUFFER_BIT)
      if (scene.order.length === 0) return
      send(scene)
      gl.uniform2f(uniforms['size']!, scene.size.width, scene.size.height)
      gl.uniform1f(uniforms['ratio']!, ratio)
      gl.uniform1f(uniforms['radius']!, scene.radius)
      const draw = (from: number, to: number, alpha: number): void => {
        gl.uniform1f(uniforms['alpha']!, alpha)
        if (to > from) gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, from * 4)
      }
      draw(0, scene.dimmed, dimAlpha)
      draw(scene.dimmed, scene.order.length, brightAlpha)
    },
  }
}

const vertexShader = `#version 300 es
uniform vec2 size;
uniform float ratio, radius;
in vec2 place;
in vec4 color;
in float shape;
out vec4 tint;
flat out float kind;
void main() {
  gl_Position = vec4(place / size * vec2(2, -2) + vec2(-1, 1), 0, 1);
  gl_PointSize = (radius * 3.0 + 2.0) * ratio;
  tint = color;
  kind = shape;
}`

/** Each shape by its distance function in units of the radius, its edge one pixel wide: crisp at any pixel density. */
const fragmentShader = `#version 300 es
precision highp float;
uniform float ratio, radius, alpha;
in vec4 tint;
flat in float kind;
out vec4 result;
float box(vec2 p, vec2 half_) { vec2 d = abs(p) - half_; return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0); }
void main() {
  vec2 p = (gl_PointCoord - 0.5) * (3.0 + 2.0 / radius);
  float d;
  if (kind < 0.5) d = length(p) - 1.0;
  else if (kind < 1.5) d = box(p, vec2(0.9));
  else if (kind < 2.5) d = max(p.y - 0.85, abs(p.x) * 0.8721 - (p.y + 1.2) * 0.4893);
  else if (kind < 3.5) d = (abs(p.x) + abs(p.y) - 1.35) * 0.7071;
  else if (kind < 4.5) d = min(box(p, vec2(1.25, 0.42)), box(p, vec2(0.42, 1.25)));
  else d = abs(length(p) - 0.85) - 0.275;
  float cover = clamp(0.5 - d * radius * ratio, 0.0, 1.0) * alpha;
  if (cover <= 0.0) discard;
  result = vec4(tint.rgb * cover, cover);
}`

/** Sends what changed since the last picture; while points only move that is their places. */
function createSender(gl: WebGL2RenderingContext, program: WebGLProgram): (scene: Scene) => void {
  const columns = [
    { name: 'place', width: 2, type: gl.FLOAT, isNormalized: false, of: (scene: Scene) => scene.places },
    { name: 'color', width: 4, type: gl.UNSIGNED_BYTE, isNormalized: true, of: (scene: Scene) => scene.colors },
    { name: 'shape', width: 1, type: gl.UNSIGNED_BYTE, isNormalized: false, of: (scene: Scene) => scene.shapes },
  ].map((column) => ({ ...column, buffer: gl.createBuffer() }))
  const order = gl.createBuffer()
  let sent: Scene | undefined
  return (scene) => {
    for (const { name, width, type, isNormalized, of, buffer } of columns) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer)
      // Places are filled anew in the same array.
      if (name === 'place' || !sent || of(sent) !== of(scene)) gl.bufferData(gl.ARRAY_BUFFER, of(scene), gl.DYNAMIC_DRAW)
      const location = gl.getAttribLocation(program, name)
      gl.enableVertexAttribArray(location)
      gl.vertexAttribPointer(location, width, type, isNormalized, 0, 0)
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order)
    if (sent?.order !== scene.order) gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, scene.order, gl.DYNAMIC_DRAW)
    sent = scene
  }
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) return undefined
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : undefined
}
