# Libraries from outside, each asked for once, where it is needed.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(tl-expected CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)

if(SECOND_READ_TORCH)
  # Not find_package(Torch): a CUDA build's config demands a CUDA toolkit. torch_cpu and c10 are all that is
  # linked; libtorch_cuda.so is opened at run time when it is there, so one program serves CPU and GPU.
  add_library(second_read_torch INTERFACE)
  if(SECOND_READ_TORCH_ROOT)
    target_include_directories(second_read_torch SYSTEM INTERFACE
      ${SECOND_READ_TORCH_ROOT}/include ${SECOND_READ_TORCH_ROOT}/include/torch/csrc/api/include)
    target_link_libraries(second_read_torch INTERFACE
      ${SECOND_READ_TORCH_ROOT}/lib/libtorch_cpu.so ${SECOND_READ_TORCH_ROOT}/lib/libc10.so Threads::Threads)
    target_link_options(second_read_torch INTERFACE LINKER:--allow-shlib-undefined)
  else()
    target_include_directories(second_read_torch SYSTEM INTERFACE /usr/include/torch/csrc/api/include)
    target_link_libraries(second_read_torch INTERFACE torch_cpu c10 glog gflags Threads::Threads)
  endif()
endif()

if(SECOND_READ_DESKTOP)
  find_package(DCMTK CONFIG REQUIRED) # CONFIG: else CMake's own FindDCMTK runs
  find_package(GDCM REQUIRED)
  find_package(ITK 5.2 REQUIRED COMPONENTS ITKCommon ITKImageGrid ITKImageFunction ITKIOImageBase ITKIONIFTI ITKIOGDCM
    ITKSmoothing ITKThresholding ITKConnectedComponents ITKDistanceMap ITKBinaryMathematicalMorphology)
  find_package(SQLite3 REQUIRED)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  find_package(BLAS REQUIRED)
  find_package(LAPACK REQUIRED)
  find_package(faiss CONFIG REQUIRED)
  find_package(LibArchive REQUIRED)
endif()

if(SECOND_READ_WINDOW)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets OpenGL OpenGLWidgets Test LinguistTools)
  find_package(VTK 9.1 REQUIRED COMPONENTS CommonCore CommonDataModel CommonExecutionModel RenderingCore
    RenderingOpenGL2 RenderingImage)
endif()
