/// Pictures: a figure as a value, and what makes it visible.
///
///     Figure (Model)  ──checked──>  limits, ticks, colours (Scales)  ──>  SVG, PNG, PDF by Cairo (Drawing)
///                                                                   ├──>  rows of characters (Terminal)
///                                                                   └──>  a frame of an animated GIF, by giflib (Animation)
///
/// - `Model`: ``Figure`` is a grid of ``Panel``s, a panel two ``Axis`` values and a list of ``Mark``s. Plain values: they
///   can be stored, compared, changed and handed to another thread. Nothing is checked until a figure is rendered.
/// - `Scales`: from data to places and colours. Ticks are decimal numbers, so that labels are exact; limits of any
///   finite data, also equal, denormal or beyond half of the largest number, give a usable scale.
/// - `Drawing`: layout and drawing in points (1/72 inch), the same for every Cairo surface.
/// - `Terminal`: half blocks for fields, braille dots for lines, in 24-bit, 256 or no colour.
/// - `Animation`: figures one after the other become pixels, a palette, and what changed since the last one.
///
/// Numbers that cannot be drawn are never dropped in silence: a NaN, an infinity, or on a logarithmic scale what is not
/// positive, is a gap in a line and a hatched cell in a field, and a note under the axes counts them.
///
/// Errors are `TensorError` values: wrong lengths, impossible limits, what Cairo reports.
public enum Plotting {}
