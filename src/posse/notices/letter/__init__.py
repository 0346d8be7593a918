"""Letters whose parts are data: each notice lies in a folder of ``policy/**/notices``.

A folder holds ``notice.yaml`` (to whom, which values, what stands where), a made-up
``sample.yaml`` and the text that the sample gives in each language. The sentences stand in
``policy/texts/notice_<name>.yaml``. Read ``forms`` first, then ``composing`` and ``data``.
"""
