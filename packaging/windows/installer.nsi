; The installer of 薪火 for one user of a 64-bit Windows, without an administrator.
;
; facts.nsh is written by installer.py: VERSION, ORDER (four numbers that compare), NUMBERS, FROZEN (the folder of program
; files), FILES (their list), LICENCE, ICON, SIDE, SETUP (what is made), NEEDED_MB, SIZE_KB, DEEPEST (characters of the longest
; path inside), QUICK (hardly compressed, for trying), SIGN (the command that signs a file).
;
; What comes is unpacked beside what is there (${NEW}); only when all of it lies there the old program files step
; aside (${OLD}) and the new ones take their place, five renames on one disk; the last one makes the new version whole. So a
; full disk, a pulled plug or a stopped installer leaves a version that runs, and the next run tidies up (Recover).
; Program files are removed by the list they came with (files.txt) and by nothing else: whatever a person put into the
; folder stays.

Unicode true
Target amd64-unicode
!include "facts.nsh"
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "TextFunc.nsh"
!include "WordFunc.nsh"
!include "WinVer.nsh"
!include "nsDialogs.nsh"

!define NAME "薪火"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Xinhuo"
!define CLASSES "Software\Classes"
!define NEW "$INSTDIR\_xinhuo_new"
!define OLD "$INSTDIR\_xinhuo_old"

; Exit codes of a silent run; 0 is done, 1 stopped by a person.
!define CODE_STOPPED 2
!define CODE_NEWER 3
!define CODE_RUNNING 4
!define CODE_WINDOWS 5
!define CODE_SPACE 6
!define CODE_PATH 7

Name "${NAME}"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
RequestExecutionLevel user
ManifestDPIAware true
CRCCheck force
AllowSkipFiles off
ShowInstDetails hide
ShowUninstDetails hide
BrandingText "${NAME} ${VERSION}"
ManifestSupportedOS all
!ifdef QUICK
SetCompressor zlib
!else
SetCompressor /SOLID lzma
SetCompressorDictSize 32
!endif

!ifdef SIGN
!finalize '${SIGN} "%1"' = 0
!uninstfinalize '${SIGN} "%1"' = 0
!endif

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "${NAME}"
VIAddVersionKey /LANG=2052 "FileDescription" "${NAME} ${VERSION} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "CompanyName" "${NAME}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache License 2.0"

Var OldFolder ; where a version is registered, "" for none
Var OldVersion
Var Parent
Var Free ; MB
Var Tries
Var RemoveSettings
Var RemoveKeys
Var SettingsBox
Var KeysBox

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "确定不安装薪火了吗？"
!define MUI_WELCOMEPAGE_TITLE "安装薪火 ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "薪火装在您自己的用户名下，不需要管理员密码，也不需要联网。$\r$\n$\r$\n装过旧版本的，直接安装就是升级：数据文件、密钥和设置都不动。升级前请先关闭薪火。"
!insertmacro MUI_PAGE_WELCOME
!define MUI_LICENSEPAGE_TEXT_TOP "许可"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "点【同意】继续安装。"
!define MUI_LICENSEPAGE_BUTTON "同意"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenUpgrading
!define MUI_DIRECTORYPAGE_TEXT_TOP "一般不用改，直接点【安装】。这里只放程序；数据文件放在哪里，打开薪火以后由您自己选。"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "薪火已经装好"
!define MUI_FINISHPAGE_TEXT "桌面和“开始”菜单里有“薪火”。双击 .xinhuo 数据文件也能打开。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\xinhuo.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开薪火"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "从这台电脑上卸载薪火。数据文件（.xinhuo）、密钥和备份都留在原来的位置，以后重新安装就能打开。"
!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskWhatElse un.TakeAnswers
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "SimpChinese"

; Say why it does not go on, and end with a code that a script can see.
!macro Refuse CODE TEXT
  MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Abort "没有安装。"
!macroend
!define Refuse "!insertmacro Refuse"

; Ask until FILE can be written to: a program that runs cannot.
!macro WhileRunning FILE CODE WHAT
  ${Do}
    ${IfNot} ${FileExists} "${FILE}"
      ${ExitDo}
    ${EndIf}
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${ExitDo}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "薪火正在运行。$\r$\n$\r$\n请先关闭薪火的窗口，再点【重试】。" /SD IDCANCEL IDCANCEL`
      SetErrorLevel ${CODE}
      Abort "${WHAT}"
    ${EndIf}
  ${Loop}
!macroend
!define WhileRunning "!insertmacro WhileRunning"

; Remove from a folder what its files.txt lists: files, then folders that are empty (deepest first, with a \ at the end).
!macro DeleteListedFunction PREFIX
Function ${PREFIX}DeleteListed
  Exch $9
  Push $0
  Push $1
  Push $2
  ClearErrors
  FileOpen $0 "$9\files.txt" r
  ${IfNot} ${Errors}
    ${Do}
      ClearErrors
      FileReadUTF16LE $0 $1
      ${If} ${Errors}
        ${ExitDo}
      ${EndIf}
      ${TrimNewLines} $1 $1
      StrCpy $2 $1 1 -1
      ${If} $1 == ""
        ${Continue}
      ${ElseIf} $2 == "\"
        RMDir "$9\$1"
      ${Else}
        Delete "$9\$1"
      ${EndIf}
    ${Loop}
    FileClose $0
    Delete "$9\files.txt"
  ${EndIf}
  Pop $2
  Pop $1
  Pop $0
  Pop $9
FunctionEnd
!macroend
!insertmacro DeleteListedFunction ""
!insertmacro DeleteListedFunction "un."

; --- Installing ------------------------------------------------------------------------------------------------------

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONEXCLAMATION "薪火需要 64 位的 Windows 10（1809 或更新）或 Windows 11，这台电脑上的 Windows 太旧。" /SD IDOK
    SetErrorLevel ${CODE_WINDOWS}
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONEXCLAMATION "薪火需要 Windows 10 的 1809 或更新的版本。请先更新 Windows。" /SD IDOK
    SetErrorLevel ${CODE_WINDOWS}
    Quit
  ${EndIf}
  ReadRegStr $OldFolder HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $OldVersion HKCU "${UNINSTALL_KEY}" "DisplayVersion"
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "Order"
  ; Its program files may be stepped aside: an installation was interrupted.
  ${IfNot} ${FileExists} "$OldFolder\xinhuo.exe"
  ${AndIfNot} ${FileExists} "$OldFolder\_xinhuo_old\*.*"
    StrCpy $OldFolder ""
  ${EndIf}
  ${If} $OldFolder == ""
    Return
  ${EndIf}
  ; /D=… wins: then $INSTDIR is no longer the folder it begins with.
  ${If} $INSTDIR == "$LOCALAPPDATA\Programs\${NAME}"
    StrCpy $INSTDIR $OldFolder
  ${EndIf}
  ${VersionCompare} "$0" "${ORDER}" $1
  ${If} $1 == 1
    ${If} ${Cmd} `MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONEXCLAMATION "这台电脑上已经装了更新的薪火 $OldVersion，现在要装的是 ${VERSION}。$\r$\n$\r$\n换回旧版本以后，新版本保存过的数据文件会打不开。一般请点【否】，保留新版本。$\r$\n$\r$\n要换回旧版本吗？" /SD IDNO IDNO`
      SetErrorLevel ${CODE_NEWER}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function SkipWhenUpgrading
  ${If} $OldFolder != ""
    Abort
  ${EndIf}
FunctionEnd

; Bring an interrupted installation to an end: back to the old version, or on to the new one when it lay there whole.
Function Recover
  ${If} ${FileExists} "${OLD}\*.*"
    ${If} ${FileExists} "${NEW}\xinhuo.exe"
      Call PutBack
    ${Else}
      Call ClearOld
    ${EndIf}
  ${EndIf}
  RMDir /r "${NEW}"
FunctionEnd

!macro Move FROM TO ITEM
  ${If} ${FileExists} "${FROM}\${ITEM}"
    ClearErrors
    Rename "${FROM}\${ITEM}" "${TO}\${ITEM}"
    ${If} ${Errors}
      StrCpy $9 "${ITEM}"
    ${EndIf}
  ${EndIf}
!macroend

; One item after the other; stops at the first that cannot be moved. Result in $9: its name, "" when all were.
!macro MoveAll FROM TO A B C D E
  StrCpy $9 ""
  !insertmacro Move "${FROM}" "${TO}" "${A}"
  ${If} $9 == ""
    !insertmacro Move "${FROM}" "${TO}" "${B}"
  ${EndIf}
  ${If} $9 == ""
    !insertmacro Move "${FROM}" "${TO}" "${C}"
  ${EndIf}
  ${If} $9 == ""
    !insertmacro Move "${FROM}" "${TO}" "${D}"
  ${EndIf}
  ${If} $9 == ""
    !insertmacro Move "${FROM}" "${TO}" "${E}"
  ${EndIf}
!macroend

!macro PutOneBack ITEM
  ${If} ${FileExists} "${OLD}\${ITEM}"
    ${If} ${FileExists} "$INSTDIR\${ITEM}"
      Rename "$INSTDIR\${ITEM}" "${NEW}\${ITEM}"
    ${EndIf}
    Rename "${OLD}\${ITEM}" "$INSTDIR\${ITEM}"
  ${EndIf}
!macroend

Function PutBack
  !insertmacro PutOneBack "files.txt"
  !insertmacro PutOneBack "uninstall.exe"
  !insertmacro PutOneBack "_internal"
  !insertmacro PutOneBack "xinhuo-cli.exe"
  !insertmacro PutOneBack "xinhuo.exe"
  RMDir "${OLD}"
FunctionEnd

; What the old version's list does not name is not ours: it stays, under a name that says so.
Function ClearOld
  Push "${OLD}"
  Call DeleteListed
  Delete "${OLD}\uninstall.exe"
  RMDir "${OLD}"
  ${If} ${FileExists} "${OLD}\*.*"
    StrCpy $0 1
    ${DoWhile} ${FileExists} "$INSTDIR\旧程序里的其他文件$0\*.*"
      IntOp $0 $0 + 1
    ${Loop}
    Rename "${OLD}" "$INSTDIR\旧程序里的其他文件$0"
  ${EndIf}
FunctionEnd

Function CheckPlace
  StrLen $0 "${NEW}\"
  IntOp $0 $0 + ${DEEPEST}
  ${If} $0 > 258
    ${Refuse} ${CODE_PATH} "“$INSTDIR”这个文件夹的路径太长，Windows 放不下里面的文件。$\r$\n$\r$\n请选一个路径短一些的文件夹，再装一次。"
  ${EndIf}
  StrCpy $Parent $INSTDIR
  ${DoUntil} ${FileExists} "$Parent\*.*"
    ${GetParent} $Parent $Parent
    ${If} $Parent == ""
      ${Refuse} ${CODE_PATH} "“$INSTDIR”所在的磁盘打不开。$\r$\n$\r$\n请选一个别的文件夹，再装一次。"
    ${EndIf}
  ${Loop}
  ; Of this very folder, not of the drive's letter: another disk may be mounted here, or space be allotted.
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$Parent\", *l .r1, p 0, p 0) i .r2'
  ${If} $2 != 0
    System::Int64Op $1 / 1048576
    Pop $Free
    System::Int64Op $Free < ${NEEDED_MB}
    Pop $1
    ${If} $1 == 1
      ${Refuse} ${CODE_SPACE} "磁盘空间不够：安装薪火需要 ${NEEDED_MB} MB，“$Parent”那里只剩 $Free MB。$\r$\n$\r$\n请先清出一些空间（例如清空回收站），再装一次。原来的程序和数据没有改动。"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "-薪火"
  SetShellVarContext current
  ${WhileRunning} "$INSTDIR\xinhuo.exe" ${CODE_RUNNING} "没有安装：薪火正在运行。"
  ${WhileRunning} "$INSTDIR\xinhuo-cli.exe" ${CODE_RUNNING} "没有安装：薪火正在运行。"
  ${If} $OldFolder != ""
  ${AndIf} $OldFolder != $INSTDIR
    ${WhileRunning} "$OldFolder\xinhuo.exe" ${CODE_RUNNING} "没有安装：薪火正在运行。"
    ${WhileRunning} "$OldFolder\xinhuo-cli.exe" ${CODE_RUNNING} "没有安装：薪火正在运行。"
  ${EndIf}
  Call Recover
  Call CheckPlace

  DetailPrint "正在复制文件……"
  SetDetailsPrint none
  SetOutPath "${NEW}"
  File /r "${FROZEN}/*"
  File "${FILES}"
  WriteUninstaller "${NEW}\uninstall.exe"
  SetDetailsPrint both
  ; The working folder of this program must not be the one that is to be moved.
  SetOutPath "$INSTDIR"

  StrCpy $Tries 0
  ${Do}
    CreateDirectory "${OLD}"
    !insertmacro MoveAll "$INSTDIR" "${OLD}" "xinhuo.exe" "xinhuo-cli.exe" "_internal" "uninstall.exe" "files.txt"
    ${If} $9 == ""
      !insertmacro MoveAll "${NEW}" "$INSTDIR" "_internal" "xinhuo-cli.exe" "uninstall.exe" "files.txt" "xinhuo.exe"
    ${EndIf}
    ${If} $9 == ""
      ${ExitDo}
    ${EndIf}
    ; Somebody has a file open, often a virus scanner, and only for a moment.
    Call PutBack
    IntOp $Tries $Tries + 1
    ${If} $Tries > 10
      RMDir /r "${NEW}"
      ${Refuse} ${CODE_RUNNING} "薪火的文件“$9”正被别的程序使用，换不成新的。$\r$\n$\r$\n请关闭薪火和正在查看它的程序（例如正在扫描的杀毒软件），再装一次。原来的程序和数据没有改动。"
    ${EndIf}
    Sleep 500
  ${Loop}
  RMDir "${NEW}"
  Call ClearOld

  ${If} $OldFolder != ""
  ${AndIf} $OldFolder != $INSTDIR
    Push $OldFolder
    Call DeleteListed
    Delete "$OldFolder\uninstall.exe"
    RMDir "$OldFolder"
  ${EndIf}

  Call Register
SectionEnd

!macro Kind EXTENSION CLASS WORDS ICONINDEX
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${WORDS}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\xinhuo.exe,${ICONINDEX}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\xinhuo.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}" "" "${CLASS}"
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${CLASS}" ""
!macroend

Function Register
  ${If} $OldFolder == ""
  ${OrIf} ${FileExists} "$DESKTOP\${NAME}.lnk"
    ; Whoever took it away from the desktop does not get it back with every version.
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\xinhuo.exe"
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\xinhuo.exe"
  !insertmacro Kind ".xinhuo" "Xinhuo.Office" "薪火数据文件" 0
  !insertmacro Kind ".xhb" "Xinhuo.Package" "薪火交换文件" 0
  !insertmacro Kind ".xhr" "Xinhuo.Rules" "薪火规则文件" 0
  !insertmacro Kind ".xhd" "Xinhuo.Designs" "薪火证书版式" 0
  !insertmacro Kind ".xhkit" "Xinhuo.Kit" "薪火恢复资料" 0
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Order" "${ORDER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "薪火"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\xinhuo.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${RefreshShellIcons}
FunctionEnd

; Reached when the disk filled up while unpacking, too: what runs is still the old version.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "${NEW}"
  ; Only when there is nothing in it.
  RMDir "$INSTDIR"
FunctionEnd

; --- Uninstalling ----------------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  StrCpy $RemoveSettings 0
  StrCpy $RemoveKeys 0
  ; A silent run keeps the keys whatever it is told.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/SETTINGS" $1
  ${IfNot} ${Errors}
    StrCpy $RemoveSettings 1
  ${EndIf}
FunctionEnd

Function un.AskWhatElse
  !insertmacro MUI_HEADER_TEXT "还要删除什么" "一般都不用勾。"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "数据文件（.xinhuo）、备份和收发的文件都不会删除，要删请自己到它们的文件夹里删。"
  Pop $0
  ${NSD_CreateCheckbox} 0 30u 100% 12u "删除设置和运行日志（最近打开的文件、列宽等）"
  Pop $SettingsBox
  ${NSD_CreateCheckbox} 0 50u 100% 12u "删除这台电脑上保存的数据密钥"
  Pop $KeysBox
  ${NSD_CreateLabel} 12u 64u 95% 36u "没有数据密钥，这台电脑上的数据文件和备份只有用纸上的恢复码或打开口令才打得开。两样都没有的，数据就再也找不回来了。"
  Pop $0
  nsDialogs::Show
FunctionEnd

Function un.TakeAnswers
  ${NSD_GetState} $SettingsBox $RemoveSettings
  ${NSD_GetState} $KeysBox $RemoveKeys
  ${If} $RemoveKeys == ${BST_CHECKED}
    ${If} ${Cmd} `MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONSTOP "删除数据密钥以后，没有恢复码或打开口令的数据文件再也打不开，谁也帮不上忙。$\r$\n$\r$\n恢复码打印好了、放在保险柜里了吗？点【是】删除密钥，点【否】回去。" IDNO`
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

!macro Forget EXTENSION CLASS
  DeleteRegKey HKCU "${CLASSES}\${CLASS}"
  DeleteRegValue HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${CLASS}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids"
  ReadRegStr $0 HKCU "${CLASSES}\${EXTENSION}" ""
  ${If} $0 == "${CLASS}"
    DeleteRegValue HKCU "${CLASSES}\${EXTENSION}" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}"
!macroend

Section "Uninstall"
  SetShellVarContext current
  ${WhileRunning} "$INSTDIR\xinhuo.exe" ${CODE_RUNNING} "没有卸载：薪火正在运行。"
  ${WhileRunning} "$INSTDIR\xinhuo-cli.exe" ${CODE_RUNNING} "没有卸载：薪火正在运行。"
  RMDir /r "${NEW}"
  SetDetailsPrint none
  Push $INSTDIR
  Call un.DeleteListed
  SetDetailsPrint both
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ; Two versions in two folders share one entry; it is taken away only by the one it is about.
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    Delete "$DESKTOP\${NAME}.lnk"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    !insertmacro Forget ".xinhuo" "Xinhuo.Office"
    !insertmacro Forget ".xhb" "Xinhuo.Package"
    !insertmacro Forget ".xhr" "Xinhuo.Rules"
    !insertmacro Forget ".xhd" "Xinhuo.Designs"
    !insertmacro Forget ".xhkit" "Xinhuo.Kit"
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    ${un.RefreshShellIcons}
  ${EndIf}
  ${If} $RemoveSettings == 1
    Delete "$APPDATA\xinhuo\xinhuo.ini"
    RMDir "$APPDATA\xinhuo"
    Delete "$LOCALAPPDATA\xinhuo\xinhuo\xinhuo.log"
    Delete "$LOCALAPPDATA\xinhuo\xinhuo\xinhuo.1.log"
    RMDir "$LOCALAPPDATA\xinhuo\xinhuo"
  ${EndIf}
  ${If} $RemoveKeys == 1
    Delete "$LOCALAPPDATA\xinhuo\keys\*.dpapi"
    Delete "$LOCALAPPDATA\xinhuo\keys\*.key"
    RMDir "$LOCALAPPDATA\xinhuo\keys"
  ${EndIf}
  RMDir "$LOCALAPPDATA\xinhuo\temporary"
  RMDir "$LOCALAPPDATA\xinhuo"
SectionEnd
