# libtorch as the target rwave_torch. Its own CMake package pulls in Caffe2's checks and flags, so the include folders and
# libraries are found by hand; RWAVE_TORCH_ROOT points at an unpacked libtorch (with CUDA or not) instead of Debian's.
set(RWAVE_TORCH_ROOT "" CACHE PATH "An unpacked libtorch; empty: the system's (Debian: libtorch-dev)")
set(torch_hints ${RWAVE_TORCH_ROOT})
find_path(TORCH_INCLUDE NAMES torch/library.h HINTS ${torch_hints} PATH_SUFFIXES include REQUIRED)
find_path(TORCH_API_INCLUDE NAMES torch/torch.h HINTS ${TORCH_INCLUDE}/torch/csrc/api/include ${torch_hints}
          PATH_SUFFIXES include/torch/csrc/api/include REQUIRED)
find_library(TORCH_LIBRARY torch HINTS ${torch_hints} PATH_SUFFIXES lib REQUIRED)
find_library(TORCH_CPU_LIBRARY torch_cpu HINTS ${torch_hints} PATH_SUFFIXES lib REQUIRED)
find_library(C10_LIBRARY c10 HINTS ${torch_hints} PATH_SUFFIXES lib REQUIRED)
add_library(rwave_torch INTERFACE)
target_include_directories(rwave_torch SYSTEM INTERFACE ${TORCH_INCLUDE} ${TORCH_API_INCLUDE})
target_link_libraries(rwave_torch INTERFACE ${TORCH_LIBRARY} ${TORCH_CPU_LIBRARY} ${C10_LIBRARY})
# PyTorch's archives bring headers of another fmt, which hide the system's and whose library they do not bring.
if(EXISTS ${TORCH_INCLUDE}/fmt/format.h AND NOT TORCH_INCLUDE STREQUAL "/usr/include")
  target_compile_definitions(rwave_torch INTERFACE FMT_HEADER_ONLY)
endif()

# CUDA, where the libtorch found has it. The linker must not drop torch_cuda: nothing names it, it registers itself. Its
# headers take the CUDA toolkit's; NCCL's are needed for several processes only.
get_filename_component(torch_folder ${TORCH_CPU_LIBRARY} DIRECTORY)
find_library(TORCH_CUDA_LIBRARY torch_cuda PATHS ${torch_folder} NO_DEFAULT_PATH)
find_library(C10_CUDA_LIBRARY c10_cuda PATHS ${torch_folder} NO_DEFAULT_PATH)
find_path(CUDA_INCLUDE cuda_runtime_api.h HINTS ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES include)
find_path(NCCL_INCLUDE nccl.h HINTS ${torch_hints} ${CUDA_INCLUDE} PATH_SUFFIXES include)
if(TORCH_CUDA_LIBRARY AND C10_CUDA_LIBRARY)
  if(NOT CUDA_INCLUDE)
    message(FATAL_ERROR "This libtorch has CUDA: give the toolkit's headers by -DCUDA_INCLUDE=DIR (docs/gpu.md)")
  endif()
  target_include_directories(rwave_torch SYSTEM INTERFACE ${CUDA_INCLUDE})
  target_compile_definitions(rwave_torch INTERFACE RWAVE_CUDA)
  target_link_libraries(rwave_torch INTERFACE "-Wl,--no-as-needed,\"${TORCH_CUDA_LIBRARY}\" -Wl,--as-needed" ${C10_CUDA_LIBRARY})
  if(NCCL_INCLUDE)
    target_include_directories(rwave_torch SYSTEM INTERFACE ${NCCL_INCLUDE})
    target_compile_definitions(rwave_torch INTERFACE RWAVE_NCCL)
  endif()
elseif(CUDA_INCLUDE AND NCCL_INCLUDE AND EXISTS ${TORCH_INCLUDE}/ATen/cuda/CUDAGraph.h)
  # A libtorch without CUDA, next to CUDA's headers: `--target rwave_cuda_check` compiles what is for GPUs only (a minute).
  add_library(rwave_cuda_check OBJECT EXCLUDE_FROM_ALL src/learn/device/device.cpp src/learn/device/step_graph.cpp src/learn/distributed/backend.cpp)
  target_compile_definitions(rwave_cuda_check PRIVATE RWAVE_CUDA RWAVE_NCCL)
  target_include_directories(rwave_cuda_check SYSTEM PRIVATE ${CUDA_INCLUDE} ${NCCL_INCLUDE} ${CMAKE_BINARY_DIR}/cuda_check)
  target_link_libraries(rwave_cuda_check PRIVATE rwave_options rwave_torch)
  if(NOT EXISTS ${TORCH_INCLUDE}/c10/cuda/impl/cuda_cmake_macros.h)  # written by a CUDA build of libtorch; Debian's is none
    file(WRITE ${CMAKE_BINARY_DIR}/cuda_check/c10/cuda/impl/cuda_cmake_macros.h "")
  endif()
endif()
