@echo off
rem Starts the seq2seq command line. JAVA_HOME names the Java to use (17 or newer), SEQ2SEQ_OPTS more JVM options.
setlocal EnableExtensions DisableDelayedExpansion

set "SEQ2SEQ_HOME=%~dp0.."
set "SEQ2SEQ_JAVA=java.exe"
if not "%JAVA_HOME%"=="" goto java_home
where /q java.exe
if errorlevel 1 goto no_java
goto check

:java_home
set "SEQ2SEQ_JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%SEQ2SEQ_JAVA%" goto no_java

:check
rem Java 9 and newer know --version; "openjdk 17.0.1 ..." has the version as second word.
set "SEQ2SEQ_VERSION="
for /f "tokens=2" %%v in ('""%SEQ2SEQ_JAVA%" --version" 2^>nul') do (
  set "SEQ2SEQ_VERSION=%%v"
  goto parsed
)
:parsed
if "%SEQ2SEQ_VERSION%"=="" goto no_java
for /f "delims=.-+" %%m in ("%SEQ2SEQ_VERSION%") do set "SEQ2SEQ_MAJOR=%%m"
if %SEQ2SEQ_MAJOR% LSS 17 goto no_java

rem Threads that spin while they wait starve one another where the processors have other work.
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
if not defined GOMP_SPINCOUNT set "GOMP_SPINCOUNT=4000"

"%SEQ2SEQ_JAVA%" ^
  -Xshare:auto ^
  -XX:+UseSerialGC ^
  -Dfile.encoding=UTF-8 ^
  -Dstdout.encoding=UTF-8 ^
  -Dstderr.encoding=UTF-8 ^
  -Djava.awt.headless=true ^
  -Dai.djl.offline=true ^
  -Dai.djl.use_local_parameter_server=true ^
  -Dorg.slf4j.simpleLogger.logFile=System.err ^
  -Dorg.slf4j.simpleLogger.defaultLogLevel=warn ^
  -Dorg.slf4j.simpleLogger.log.ai.djl.util.cuda=error ^
  -Dorg.slf4j.simpleLogger.showThreadName=false ^
  %SEQ2SEQ_OPTS% ^
  -cp "%SEQ2SEQ_HOME%\lib\*" ^
  io.github.djlseq2seq.cli.Main %*
exit /b %ERRORLEVEL%

:no_java
echo seq2seq: no Java 17 or newer: set JAVA_HOME or put java on PATH 1>&2
exit /b 1
