"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class FilesConfig(AppConfig):
    """文件."""

    name = "gongkai.office.files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "file.stored": "存入文件",
                "file.refused": "拒收文件",
                "file.copied": "生成公开副本",
                "file.read": "下载文件",
                "file.previewed": "预览文件",
                "file.swept": "清理无主文件",
            }
        )
