"""The elements and attributes of SVG that can neither run nor load anything but their addresses.

They are those of SVG 1.1 and SVG 2 without script, event handlers, `foreignObject`, cursors, fonts
of other files and `feImage`; besides, attributes that drawing programs write and browsers ignore.
"""

from __future__ import annotations

_ELEMENT_NAMES = (
    "a animate animateColor animateMotion animateTransform circle clipPath defs desc ellipse "
    "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting "
    "feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting "
    "feSpotLight feTile feTurbulence filter flowPara flowRegion flowRoot flowSpan font font-face "
    "g glyph glyphRef hatch hatchpath hkern image line linearGradient marker mask mesh meshpatch "
    "meshrow metadata missing-glyph mpath path pattern polygon polyline radialGradient rect set "
    "solidcolor stop style svg switch symbol text textPath title tref tspan use view vkern"
)
_ATTRIBUTE_NAMES = (
    "accent-height accumulate additive alignment-baseline alphabetic amplitude arabic-form ascent "
    "attributeName attributeType azimuth background background-color baseFrequency baseProfile "
    "baseline-shift bbox begin bias by calcMode cap-height class clip clip-path clip-rule "
    "clipPathUnits color color-interpolation color-interpolation-filters color-profile "
    "color-rendering contentScriptType contentStyleType cursor cx cy d descent diffuseConstant direction "
    "display divisor dominant-baseline dur dx dy edgeMode elevation enable-background end exponent "
    "fill fill-opacity fill-rule filter filterRes filterUnits flood-color flood-opacity focusable "
    "font font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch "
    "font-style font-variant font-variant-caps font-variant-east-asian font-variant-ligatures "
    "font-variant-numeric font-variation-settings font-weight format from fr fx fy g1 g2 "
    "glyph-name glyph-orientation-horizontal glyph-orientation-vertical glyphRef gradientTransform "
    "gradientUnits hanging height horiz-adv-x horiz-origin-x horiz-origin-y href hreflang id "
    "ideographic image-rendering in in2 inline-size intercept isolation k k1 k2 k3 k4 "
    "kernelMatrix kernelUnitLength kerning keyPoints keySplines keyTimes lang lengthAdjust "
    "letter-spacing lighting-color limitingConeAngle line-height local marker marker-end "
    "marker-mid marker-start markerHeight markerUnits markerWidth mask mask-type maskContentUnits "
    "maskUnits mathematical max media method min mix-blend-mode mode name numOctaves offset opacity "
    "operator order orient orientation origin overflow overline-position overline-thickness "
    "paint-order panose-1 path pathLength patternContentUnits patternTransform patternUnits "
    "pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio "
    "primitiveUnits r radius refX refY rel rendering-intent repeatCount repeatDur "
    "requiredExtensions requiredFeatures restart result role rotate rx ry scale seed "
    "shape-padding shape-rendering shape-inside shape-margin side slope solid-color solid-opacity "
    "spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stemh stemv "
    "stitchTiles stop-color stop-opacity strikethrough-position strikethrough-thickness string "
    "stroke stroke-alignment stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity stroke-width style surfaceScale systemLanguage tabindex "
    "tableValues target targetX targetY text-align text-align-all text-align-last text-anchor "
    "text-decoration text-decoration-color text-decoration-line text-decoration-style "
    "text-indent text-overflow text-orientation text-rendering text-transform textLength title to "
    "transform transform-box transform-origin type u1 u2 underline-position underline-thickness "
    "unicode unicode-bidi unicode-range units-per-em v-alphabetic v-hanging v-ideographic "
    "v-mathematical values vector-effect version vert-adv-y vert-origin-x vert-origin-y viewBox "
    "viewTarget visibility white-space width widths will-change word-spacing writing-mode x "
    "x-height x1 x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan "
    # Written by drawing programs.
    "agent block-progression content etag fillOpacity fillRule font-weight-delta host modified "
    "preserve solid-color-opacity strokeWidth stroke-color align alt name p-id t"
)
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
ATTRIBUTE_PREFIXES = ("aria-", "data-", "-inkscape-")

TEXTS = frozenset(("alt", "class", "content", "id", "name", "title"))
"""Attributes that browsers take as text only, so that any value is harmless."""
