/* A small set of our own: what no honest picture or scanned page has in it. clamd knows the rest. */

rule EICAR
{
    strings:
        $test = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    condition:
        $test
}

rule WindowsProgram
{
    strings:
        $mz = "MZ"
        $dos = "This program cannot be run in DOS mode"
    condition:
        for any i in (1..#mz) : (
            @mz[i] + 0x40 < filesize
            and uint32(@mz[i] + 0x3C) < 0x1000
            and uint32(@mz[i] + uint32(@mz[i] + 0x3C)) == 0x00004550
        )
        or ($mz at 0 and $dos)
}

rule LinuxProgram
{
    condition:
        uint32(0) == 0x464C457F
}

rule OfficeMacro
{
    strings:
        $project = "vbaProject.bin" nocase
        $auto = /Sub\s+(Auto_?Open|Document_?Open|Workbook_?Open)/ nocase
    condition:
        any of them
}

rule ScriptInMarkup
{
    strings:
        $php = "<?php"
        $script = "<script" nocase
        $hta = "<hta:application" nocase
    condition:
        any of them
}

rule ShellLoader
{
    strings:
        $powershell = "powershell" nocase
        $encoded = /-e(nc(odedcommand)?)?\s+[A-Za-z0-9+\/=]{40}/ nocase
        $download = "DownloadString(" nocase
    condition:
        $powershell and ($encoded or $download)
}
