# SPDX-License-Identifier: GPL-3.0-or-later
# What OCR read on one page (ocr/page.h): kept as a zstd-compressed canonical message, addressed by content.
# Ordinals are never reused.
@0xb7c1d0e5a4928f36;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema");

struct OcrPage {
  widthPt        @0 :Float64;    # points, as a viewer shows the page
  heightPt       @1 :Float64;
  rotation       @2 :UInt16;     # degrees clockwise turned to read: 0, 90, 180, 270
  dpi            @3 :UInt16;     # 0: text came with the page
  skewDegrees    @4 :Float32;
  meanConfidence @5 :Float32;    # 0..1
  blank          @6 :Bool;
  fromTextLayer  @7 :Bool;
  language       @8 :Text;
  engine         @9 :Text;       # engine, version, model
  settings       @10 :Data;      # 32 bytes
  words          @11 :List(OcrWord);   # in reading order
}

struct OcrWord {
  text       @0 :Text;           # NFC
  left       @1 :Float32;        # points from the top left of the original page
  top        @2 :Float32;
  right      @3 :Float32;
  bottom     @4 :Float32;
  confidence @5 :Float32;        # 0..1
  line       @6 :UInt16;
  block      @7 :UInt16;
}
