# libtorch as the target rwave_torch. Its own CMake package pulls in Caffe2's checks and flags, so the include folders and
# libraries are found by hand; RWAVE_TORCH_ROOT points at an unpacked libtorch (with CUDA or not) in place of Debian's.
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
# GPUs of several processes exchange through NCCL: where libtorch has CUDA and NCCL's header is there.
find_library(TORCH_CUDA_LIBRARY torch_cuda HINTS ${torch_hints} PATH_SUFFIXES lib)
find_path(NCCL_INCLUDE nccl.h HINTS ${torch_hints} PATH_SUFFIXES include)
if(TORCH_CUDA_LIBRARY AND NCCL_INCLUDE)
  target_compile_definitions(rwave_torch INTERFACE RWAVE_NCCL)
endif()
