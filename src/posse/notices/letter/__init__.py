"""Letters whose parts are data: each notice lies in a folder of ``policy/**/notices``.

A folder holds ``notice.yaml`` (to whom, which values, what stands where), a made-up
``sample.yaml`` and the text that the sample gives in each language. The sentences stand in
``policy/texts/notice_<name>.yaml``. Where the law lists what each notice of a program must
say, ``frame.yaml`` beside the folders names these items and the parts that all share; a
notice that lacks one is refused. Read ``forms`` first, then ``composing`` and ``data``;
``care_reasons`` makes a determination of child care the reasons on its letter.
"""
