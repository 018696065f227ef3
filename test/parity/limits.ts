/** Calls that tfjs-core gets wrong above every engine, in code that no kernel or gradient of ours can reach; by title. */
export const limits: Readonly<Record<string, string>> = {
  'broadcastTo(1×3, [0, 3])': 'tf.broadcastTo clones where no axis grows, and so never makes an empty tensor',
  'irfft(complex(5, 5))': 'tf.irfft gives a matrix of one row for a list',
  'signal.hannWindow(1)': 'tf.signal.hannWindow divides by the length less one',
  'signal.hammingWindow(1)': 'tf.signal.hammingWindow divides by the length less one',
  'losses.softmaxCrossEntropy(3×4, 3×4)': "tf.losses.softmaxCrossEntropy gives labels the gradient of the logits, negated; logits' are right",
  'divNoNan(5, 5 given)': 'tf.divNoNan is a quotient and a choice between it and 0, and the quotient not taken still has an infinite gradient',
  'fused.conv2d({ x: 2×5×4×2, filter: 3×3×2×3, strides: 1, pad: same, dilations: 2, bias: 3 })':
    'tf.fused.conv2d refuses the gradient of a dilated convolution',
  'fused.depthwiseConv2d({ x: 2×5×4×2, filter: 3×3×2×2, strides: 1, pad: same, dilations: 2, bias: 4 })':
    'tf.fused.depthwiseConv2d refuses the gradient of a dilated convolution',
}
